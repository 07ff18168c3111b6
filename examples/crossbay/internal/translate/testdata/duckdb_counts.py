"""duckdb_counts.py SOURCE TABLES OMOP BULK: are the tables, and the files of Bulk Data,
that translate wrote of a file of HQMS those of the file? It counts in the file by
itself, and opens them in DuckDB as their user would. It prints nothing where all is
as it should be. Each row of the file must be another stay."""
import csv, decimal, re, sys
import duckdb

source, folder, omop, bulk = sys.argv[1:5]
with open(source, encoding="utf-8-sig", newline="") as f:
    rows = list(csv.DictReader(f))
known = lambda cell: (cell or "").strip() not in ("", "-")
columns = rows[0].keys()
# A diagnosis is a code or, where there is none, a name; the columns of both.
lines = [("C01C", "C02N"), ("C03C", "C04N"), ("C09C", "C10N"), ("C12C", "C13N")]
lines += [(f"C06x{i:02}C", f"C07x{i:02}N") for i in range(1, 41)]
diagnoses = sum(known(r.get(code)) or known(r.get(name)) for r in rows for code, name in lines)
lines = [("C14x01C", "C15x01N")] + [(f"C35x{i:02}C", f"C36x{i:02}N") for i in range(1, 41)]
procedures = sum(known(r.get(code)) or known(r.get(name)) for r in rows for code, name in lines)
fees = [c for c in columns if re.fullmatch(r"D[0-9]{2}(x[0-9]{2})?", c) and c not in ("D01", "D09")]
total = sum(decimal.Decimal(r["D01"]) for r in rows if known(r["D01"]))
amounts = sum(1 for r in rows for c in fees if known(r[c]) and decimal.Decimal(r[c]) != 0)
# The morphology of a tumour may stand behind the code: it is no diagnosis of its own.
principal = sorted(re.sub(r"M\d{5}/\d$", "", r["C03C"]) for r in rows if known(r["C03C"]))

wrong = 0
def check(what, want, got):
    global wrong
    if want != got:
        wrong = 1
        print(what, "source", want, "tables", got)

db = duckdb.connect()
one = lambda sql: db.execute(sql).fetchall()[0][0]
for form in ("csv", "parquet"):
    at = lambda table: f"'{folder}/{table}.{form}'"
    check(form + " stays", len(rows), one(f"select count(*) from {at('stays')}"))
    check(form + " diagnoses", diagnoses, one(f"select count(*) from {at('diagnoses')}"))
    check(form + " procedures", procedures, one(f"select count(*) from {at('procedures')}"))
    check(form + " total", total, one(f"select sum(total_amount::decimal(18,4)) from {at('stays')}"))
    check(form + " principal", principal, [c for c, in db.execute(f"select d.code from {at('diagnoses')} d join {at('stays')} s using (stay_id) where d.role_code = 'principal' order by 1").fetchall()])
    check(form + " admission", sorted(r["B12"][:10] for r in rows if known(r["B12"])), [str(d) for d, in db.execute(f"select admission_date::date from {at('stays')} where admission_date is not null order by 1").fetchall()])
    check(form + " fees", amounts, one(f"select count(*) from {at('fees')} where amount::decimal(18,4) <> 0"))
# Both forms are one table, of the types that are stated.
for table in ("stays", "diagnoses", "procedures", "fees", "observations"):
    types = [(name, kind) for name, kind, *_ in db.execute(f"describe select * from '{folder}/{table}.parquet'").fetchall()]
    as_csv = "read_csv('%s/%s.csv', header = true, columns = {%s})" % (folder, table, ", ".join(f"'{n}': '{k}'" for n, k in types))
    for a, b in ((as_csv, f"'{folder}/{table}.parquet'"), (f"'{folder}/{table}.parquet'", as_csv)):
        check(table + " differing rows", 0, one(f"select count(*) from (select * from {a} except all select * from {b})"))
    check(table + " amounts", [], [n for n, k in types if n.endswith("amount") and k != "DECIMAL(18,4)"])
    check(table + " dates", [], [n for n, k in types if n.endswith("_date") and k != "DATE"])
# OMOP: the keys of its tables are unique, and lead to the tables that they are of.
keys = {"person": "person_id", "visit_occurrence": "visit_occurrence_id", "condition_occurrence": "condition_occurrence_id", "procedure_occurrence": "procedure_occurrence_id"}
counts = {"visit_occurrence": len(rows), "condition_occurrence": diagnoses, "procedure_occurrence": procedures,
          "person": len({(r["A01"], r["A48"]) for r in rows})}
for table, id in keys.items():
    at = f"'{omop}/{table}.parquet'"
    check("omop " + table, counts[table], one(f"select count(*) from {at}"))
    check("omop keys of " + table, counts[table], one(f"select count(distinct {id}) from {at}"))
    check("omop persons of " + table, 0, one(f"select count(*) from {at} where person_id not in (select person_id from '{omop}/person.parquet')"))
for table in ("condition_occurrence", "procedure_occurrence"):
    check("omop visits of " + table, 0, one(f"""select count(*) from '{omop}/{table}.parquet'
        where visit_occurrence_id is not null and visit_occurrence_id not in (select visit_occurrence_id from '{omop}/visit_occurrence.parquet')"""))
# Bulk Data, as JSON a line: the same numbers, and the views' joins by hand.
for kind, n in (("Encounter", len(rows)), ("Condition", diagnoses), ("Procedure", procedures)):
    check("bulk " + kind, n, one(f"select count(distinct id) from read_ndjson('{bulk}/{kind}.ndjson')"))
check("bulk diagnoses of stays", diagnoses, one(f"""select count(*) from read_ndjson('{bulk}/Condition.ndjson') c
    join read_ndjson('{bulk}/Encounter.ndjson') e on c.encounter.reference = 'Encounter/' || e.id"""))
sys.exit(wrong)
