"""The figures in words, tables, pictures and files. Every place takes them from one `bot.figures.report.Report`."""
