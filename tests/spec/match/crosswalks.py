"""What the tests of crosswalks share."""

from __future__ import annotations

DEFINITION = """
id: two-codes
title: Two sources, two codes
date: 2026-03-01
levels: [country, region, station]
sources:
  commission: {name: Commission, kind: authority}
  observers: {name: Observers, kind: observer}
contests:
  contest:
    options: {sun: Sun, river: River, stone: Stone}
returns:
  - file: returns/commission.csv
    source: commission
    columns: {station: Code, station_name: Name, areas: {region: Region}}
  - file: returns/observers.csv
    source: observers
    columns: {station: Number, station_name: Place, areas: {region: Region}}
"""


COMMISSION = """Code,Name,Region,Sun,River,Stone
101,"School, Mill Street",North,200,180,70
102,Town hall,North,150,190,55
201,Harbour school,South,300,150,60
202,Lighthouse,South,90,88,30
"""


OBSERVERS = """Number,Place,Region,Sun,River,Stone
A-1,Mill Street School,north,200,180,70
A-2,Town Hall,north,151,190,55
0201,Harbour School,south,300,150,60
B-9,Fish market,south,1,2,3
"""
