"""The ASGI app: pages, REST API and gate in one process (`streamlit run app.py`). No logic lives here."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount

from core.api.application import create_api
from core.api.gate import Gate
from core.api.signing_in import sign_in_routes
from core.api.starting import served_workspace, serving

app = st.App(
    "pages/router.py",
    routes=[Mount("/api", create_api(served_workspace)), *sign_in_routes(served_workspace)],
    middleware=[Middleware(Gate, workspace=served_workspace)],
    lifespan=serving(lambda: st.get_option("server.address") or ""),
)
