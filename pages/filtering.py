"""filtering."""

import streamlit as st

st.title("filtering")
