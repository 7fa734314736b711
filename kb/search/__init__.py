"""Search over the knowledge base: lexical, embedding, fused into one confidence."""
