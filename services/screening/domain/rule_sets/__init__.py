"""Rule sets as data, a folder per version. ``screening.rule_sets`` finds them, ``domain.reader`` checks them."""
