//! Short words for the columns that every step uses.

use sea_orm_migration::prelude::*;

pub(crate) fn name(text: &'static str) -> Alias {
    Alias::new(text)
}

pub(crate) fn table(text: &'static str) -> TableCreateStatement {
    Table::create().table(name(text)).to_owned()
}

pub(crate) fn id(column: &'static str) -> ColumnDef {
    ColumnDef::new(name(column))
        .big_integer()
        .not_null()
        .primary_key()
        .to_owned()
}

/// A primary key that the database counts itself: queues and logs, never anything with an address.
pub(crate) fn counted(column: &'static str) -> ColumnDef {
    let mut made = ColumnDef::new(name(column));
    made.big_integer().not_null().auto_increment().primary_key();
    made
}

pub(crate) fn text(column: &'static str) -> ColumnDef {
    ColumnDef::new(name(column)).text().not_null().to_owned()
}

pub(crate) fn text_or_null(column: &'static str) -> ColumnDef {
    ColumnDef::new(name(column)).text().null().to_owned()
}

pub(crate) fn int(column: &'static str) -> ColumnDef {
    ColumnDef::new(name(column))
        .big_integer()
        .not_null()
        .to_owned()
}

pub(crate) fn int_or_null(column: &'static str) -> ColumnDef {
    ColumnDef::new(name(column)).big_integer().null().to_owned()
}

pub(crate) fn flag(column: &'static str) -> ColumnDef {
    ColumnDef::new(name(column)).boolean().not_null().to_owned()
}

pub(crate) fn flag_or_null(column: &'static str) -> ColumnDef {
    ColumnDef::new(name(column)).boolean().null().to_owned()
}

pub(crate) fn bytes(column: &'static str) -> ColumnDef {
    ColumnDef::new(name(column)).blob().not_null().to_owned()
}

pub(crate) fn bytes_or_null(column: &'static str) -> ColumnDef {
    ColumnDef::new(name(column)).blob().null().to_owned()
}

/// Builds a table from its columns.
pub(crate) fn made(table_name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut statement = table(table_name);
    for mut column in columns {
        statement.col(&mut column);
    }
    statement
}

/// Builds a table whose primary key is several columns.
pub(crate) fn made_with_key(
    table_name: &'static str,
    columns: Vec<ColumnDef>,
    key: &[&'static str],
) -> TableCreateStatement {
    let mut statement = made(table_name, columns);
    let mut index = Index::create();
    for column in key {
        index.col(name(column));
    }
    statement.primary_key(&mut index);
    statement
}

pub(crate) fn index(
    table_name: &'static str,
    index_name: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    let mut statement = Index::create();
    statement.name(index_name).table(name(table_name));
    for column in columns {
        statement.col(name(column));
    }
    statement
}

pub(crate) fn unique(
    table_name: &'static str,
    index_name: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    index(table_name, index_name, columns).unique().to_owned()
}

/// Runs one step: its tables, then its indexes.
pub(crate) async fn create(
    manager: &SchemaManager<'_>,
    tables: Vec<TableCreateStatement>,
    indexes: Vec<IndexCreateStatement>,
) -> Result<(), DbErr> {
    for statement in tables {
        manager.create_table(statement).await?;
    }
    for statement in indexes {
        manager.create_index(statement).await?;
    }
    Ok(())
}

/// Gives a table one more column.
pub(crate) async fn added(
    manager: &SchemaManager<'_>,
    table_name: &'static str,
    mut column: ColumnDef,
) -> Result<(), DbErr> {
    let statement = Table::alter()
        .table(name(table_name))
        .add_column(&mut column)
        .to_owned();
    manager.alter_table(statement).await
}
