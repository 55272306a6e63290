"""Figures for those who lead clinics: local days beside the days before, and shares that say when they are too few."""

from chassis.figures.asked import ASKED, asked_of, places_of
from chassis.figures.days import Days, DaysQuery, PeriodInvalid
from chassis.figures.shares import TOO_FEW, Share, share_of
from chassis.figures.spreads import TOO_FEW_FOR_A_MEDIAN, Spread, spread_of
from chassis.figures.views import FiguresView, figures_of

__all__ = [
    "ASKED",
    "TOO_FEW",
    "TOO_FEW_FOR_A_MEDIAN",
    "Days",
    "DaysQuery",
    "FiguresView",
    "PeriodInvalid",
    "Share",
    "Spread",
    "asked_of",
    "figures_of",
    "places_of",
    "share_of",
    "spread_of",
]
