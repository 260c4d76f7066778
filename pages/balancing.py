"""balancing."""

import streamlit as st

st.title("balancing")
