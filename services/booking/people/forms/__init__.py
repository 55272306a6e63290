"""What the API takes (forms) and answers (views). Times are UTC unless a name says local."""
