"""The speed of the desk as ratios: each figure stands beside what it is measured against."""
