"""The pages of the ward's staff: who may see which is in `pages.PAGES`, and one guard stands before all of them."""
