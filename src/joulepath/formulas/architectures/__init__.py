"""Operations and parameters of model families in closed form, one file a family."""
