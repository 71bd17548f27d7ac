"""Paid calls to a model: asked once, answered once, never above the limit, and all of it in the ledger."""

from .ask import WORDS, Answer, Ask, Purpose, State
from .bill import bill
from .model import Model
from .prices import PRICED_ON, PRICES, Usage, cost_usd, price, worst_case_usd
from .settings import Patience, Spending

__all__ = [
    "PRICED_ON", "PRICES", "WORDS", "Answer", "Ask", "Model", "Patience", "Purpose", "Spending", "State",
    "Usage", "bill", "cost_usd", "price", "worst_case_usd",
]  # fmt: skip
