"""collection."""

import streamlit as st

st.title("collection")
