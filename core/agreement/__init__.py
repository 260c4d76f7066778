"""Agreement: how far people who labelled the same segments say the same, and what may be taken to hold.

opinions       what each person says of each segment, from the events
ratings        opinions as counts; people, off-scale values and segments that one person labelled are told apart
coefficients/  one file each behind COEFFICIENTS, each with the paper it is from
measuring      a figure with its interval, or why there is none;  board  all of them by language and pair
disputing      where people differ, and how far;  adjudicating  what holds over their opinions, with its story
combining      one value from several people's: majority, Dawid-Skene, MACE
"""
