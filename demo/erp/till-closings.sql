-- What was sold in a place in an hour, as its tills, or the shop, summed it up; before they told of each order.
-- Older demonstrations have an ERP without.

create table if not exists till_closings (
  closing_id text primary key,
  channel text not null check (channel in ('store', 'web')),
  store_id text not null references stores,
  store_name text not null,
  total numeric(10, 2) not null,
  currency text not null default 'EUR',
  closed_at timestamptz not null,
  -- the middle of what it sums up
  centred_at timestamptz not null
);

create table if not exists till_closing_lines (
  closing_id text not null references till_closings,
  line int not null,
  sku text not null references variants,
  title text not null,
  quantity int not null check (quantity > 0),
  unit_price numeric(10, 2) not null,
  primary key (closing_id, line)
);
