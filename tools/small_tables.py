"""Small tables read together: a page needs a few rows of many, and each query has its price."""

from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet, Value
from django.db.models.functions import JSONObject

Part = tuple[QuerySet, Iterable[str]]


class _Row(JSONObject):
    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Without Django's trial whether it knows JSON, which asks for the right to write."""
        return super(JSONObject, self).as_sql(compiler, connection, **context)


def read_together(*parts: Part) -> list[list[Any]]:
    """Return the rows of each queryset, all read in one query, in the order of their models.

    A part is a queryset and the columns that are wanted, "title_de" or "municipality__name_de";
    another column would be loaded when it is asked for, as after only(). The rows come as JSON:
    texts, numbers, dates and truths survive that, instants and decimals do not.
    """
    found: list[list[Any]] = [[] for _part in parts]
    first, *others = (_numbered(number, *part) for number, part in enumerate(parts))
    for number, values in first.union(*others, all=True):
        found[number].append(_instance(parts[number][0].model, values))
    return [_in_order(rows) for rows in found]


def _numbered(number: int, queryset: QuerySet, columns: Iterable[str]) -> QuerySet:
    columns = list(columns)
    keys = [f"{relation}__id" for relation in {c.partition("__")[0] for c in columns if "__" in c}]
    row = _Row(**{column: column for column in ("id", *keys, *columns)})
    plain: QuerySet = QuerySet(queryset.model, queryset.query.chain())
    return plain.order_by().values_list(Value(number), row)


def _instance(model: type[Model], values: dict[str, Any]) -> Model:
    own: dict[str, Any] = {}
    others: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for path, value in values.items():
        name, _dots, column = path.partition("__")
        if column:
            others[name][column] = value
        else:
            own[name] = _stored(model._meta.get_field(name), value)
    names = [field.attname for field in model._meta.concrete_fields if field.attname in own]
    instance = model.from_db(DEFAULT_DB_ALIAS, names, [own[name] for name in names])
    for name, columns in others.items():
        other: Any = model._meta.get_field(name).related_model
        setattr(instance, name, _instance(other, columns) if columns["id"] else None)
    return instance


def _stored(field: Any, value: Any) -> Any:
    if hasattr(field, "from_db_value"):
        return field.from_db_value(value, None, None)
    return field.to_python(value)


def _in_order(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=attrgetter(*rows[0]._meta.ordering)) if rows else rows
