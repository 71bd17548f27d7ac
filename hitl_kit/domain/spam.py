"""Phrases that filters and readers take for advertising. A mail with one of `HELD` is not sent, so that its draft is
warned about as well; of `WARNED` only the draft is."""

from __future__ import annotations

HELD = (
    "100% free", "act now", "as seen on", "buy now", "cash bonus", "click below", "click here",
    "congratulations you", "dear friend", "double your", "earn money", "exclusive deal", "free money",
    "free trial offer", "guaranteed", "increase sales", "limited time", "lowest price", "make money", "money back",
    "no obligation", "no strings attached", "once in a lifetime", "risk-free", "risk free", "special promotion",
    "this is not spam", "urgent response", "winner", "you have been selected",
)  # fmt: skip

WARNED = (
    "100 percent free", "10x", "amazing deal", "apply now", "bargain", "best price", "bitcoin", "call now",
    "cash prize", "casino", "cheap", "cheapest", "crypto*", "extra cash", "extra income", "free gift", "free trial",
    "game chang*", "game-chang*", "get rich", "giveaway", "incredible deal", "lottery", "million dollars for you",
    "money fast", "no catch", "no strings", "not a scam", "order today", "revolutionary", "satisfaction guaranteed",
    "sign up free", "skyrocket*", "this isn't spam", "unbeatable", "urgent", "viagra", "weight loss",
    "why pay more", "work from home", "you have won", "you won",
)  # fmt: skip
"""`*` at a word's end stands for any ending."""
