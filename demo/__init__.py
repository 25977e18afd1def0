"""`make demo`: the whole of Subrosa on one machine, to look at and to click on."""
