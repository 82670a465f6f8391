"""The views of a cohort's pages; `trainers.routes` says who may open which."""
