"""HTTP and WebSocket: the API, the desk's socket, providers' webhooks, pages, health."""
