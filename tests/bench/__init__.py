"""`make bench`: what a page costs, beside a bare Django view and a bare Wagtail page measured in the same run.

CPU time of this process and the number of SQL queries, not seconds on the clock: those change from machine to machine.
The evaluation of hours is pure, so it has figures without any page around it.
The last figure, register search among 100,000 people, is latency over HTTP, because there the database does the work.
"""
