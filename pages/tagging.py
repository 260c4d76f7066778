"""tagging."""

import streamlit as st

st.title("tagging")
