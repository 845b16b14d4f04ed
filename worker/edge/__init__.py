"""HTTP at the rim: what we offer (health, metrics) and what we call (webhooks, chats). The only importer of aiohttp."""
