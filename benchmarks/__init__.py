"""What pages and writes cost, as ratios against something bare; see README.md."""
