"""Questions and what a right answer is → figures."""
