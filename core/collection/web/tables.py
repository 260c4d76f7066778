"""The tables of a crawl's frontier.

`pages` has every address with its state (`frontier`); `content` is there between collecting and storing only, `shapes`
for pages with other versions. `addresses` leads from an address to its page, `alternates` from a page to a version that
it declares; `repeats` counts paragraphs, `blind` knows them without figures, `forms` counts poor pages (`repeating`).
"""

TABLES = """
create table if not exists pages (
    number integer primary key, url text not null, host text not null, site text not null, kind text not null,
    depth integer not null, found_on text not null, state text not null, asked integer not null default 0,
    tries integer not null default 0, due real not null default 0, unit integer, batch integer, reason text,
    message text, digest text, language text, paragraphs integer not null default 0, finished_at real, content text,
    shapes text);
create index if not exists by_host on pages (state, host, depth, number);
create index if not exists by_digest on pages (digest);
create index if not exists by_batch on pages (batch);
create index if not exists by_unit on pages (unit);
create index if not exists by_asked on pages (asked) where asked and kind <> 'list';
create view if not exists taken as
    select * from pages where state in ('collected', 'settled', 'stored', 'unchanged');
create table if not exists addresses (key text primary key, page integer not null);
create index if not exists by_page on addresses (page);
create table if not exists alternates (
    source text not null, target text not null, tag text not null, primary key (source, target)) without rowid;
create table if not exists repeats (
    site text not null, language text not null, key text not null, pages integer not null, example text,
    primary key (site, language, key)) without rowid;
create table if not exists blind (key text primary key) without rowid;
create table if not exists forms (form text primary key, poor integer not null) without rowid;
create table if not exists batches (
    batch integer primary key, added integer not null, present integer not null, repeated integer not null,
    pairs integer not null);
create table if not exists robots (origin text primary key, state text not null, text text, fetched_at real);
create table if not exists facts (name text primary key, value text not null);
"""
