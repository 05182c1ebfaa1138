import type { Pool } from 'pg'

const statements = `
create table if not exists stripe_objects (
  id text primary key,
  object text not null,
  created bigint not null,
  data jsonb not null,
  hidden jsonb not null default '{}',
  seq bigint generated always as identity
);
create index if not exists stripe_objects_newest on stripe_objects (object, seq desc);
create index if not exists stripe_objects_fields on stripe_objects using gin (data jsonb_path_ops);

create table if not exists stripe_idempotency (
  key text primary key,
  request text not null,
  status int,
  body jsonb,
  request_id text,
  created timestamptz not null default now()
);

create table if not exists stripe_deliveries (
  id bigint generated always as identity primary key,
  event_id text not null,
  endpoint_id text not null,
  state text not null default 'pending',
  due_at timestamptz not null,
  attempts jsonb not null default '[]'
);
alter table stripe_deliveries add column if not exists fault text;
alter table stripe_deliveries add column if not exists late_ms int not null default 0;
create index if not exists stripe_deliveries_due on stripe_deliveries (due_at) where state = 'pending';
create index if not exists stripe_deliveries_event on stripe_deliveries (event_id);

create table if not exists stripe_counters (name text primary key, value bigint not null);
create table if not exists stripe_meter_events (
  seq bigint generated always as identity primary key,
  identifier text not null,
  event_name text not null,
  customer text not null,
  value numeric not null,
  "timestamp" bigint not null,
  created bigint not null,
  canceled boolean not null default false
);
create index if not exists stripe_meter_events_identifier on stripe_meter_events (identifier, created);
create index if not exists stripe_meter_events_usage on stripe_meter_events (event_name, customer, "timestamp");
create table if not exists stripe_settings (name text primary key, value jsonb not null);
`

/** Creates the tables. A request that was running when the process died may be tried again. */
export async function prepareSchema(pool: Pool): Promise<void> {
  await pool.query(statements)
  await pool.query('delete from stripe_idempotency where status is null')
}
