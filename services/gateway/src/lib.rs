//! The edge: HTTP, WebSocket, fan-out, the page.
