"""Home."""
import streamlit as st
st.title("Isogloss")
