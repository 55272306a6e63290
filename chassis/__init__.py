"""How any service of Needlepoint runs. It knows no service and no business rule."""
