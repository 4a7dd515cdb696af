-- Brisemer's ERP. As in many an older one, rows repeat the names that people want to read beside a code.

create table stores (
  store_id text primary key,
  name text not null,
  kind text not null check (kind in ('store', 'web')),
  latitude numeric(8, 5) not null,
  longitude numeric(8, 5) not null
);

create table products (
  model text primary key,
  title text not null,
  category text not null,
  path text not null
);

create table variants (
  sku text primary key,
  model text not null references products,
  title text not null,
  category text not null,
  path text not null,
  price numeric(10, 2) not null,
  margin numeric(10, 2) not null,
  currency text not null default 'EUR'
);

create table customers (
  customer_id text primary key,
  channel text not null check (channel in ('store', 'web', 'pro')),
  phone text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table orders (
  order_id text primary key,
  channel text not null check (channel in ('store', 'web', 'pro')),
  store_id text not null references stores,
  store_name text not null,
  customer_id text references customers,
  total numeric(10, 2) not null,
  currency text not null default 'EUR',
  status text not null check (status in ('placed', 'cancelled', 'returned')),
  placed_at timestamptz not null,
  updated_at timestamptz not null
);

create table order_lines (
  order_id text not null references orders,
  line int not null,
  sku text not null references variants,
  title text not null,
  quantity int not null check (quantity > 0),
  unit_price numeric(10, 2) not null,
  status text not null check (status in ('placed', 'cancelled', 'returned')),
  primary key (order_id, line)
);

create table deliveries (
  delivery_id text primary key,
  sku text not null references variants,
  title text not null,
  store_id text not null references stores,
  store_name text not null,
  quantity int not null check (quantity > 0),
  status text not null check (status in ('expected', 'received')),
  ordered_at timestamptz not null,
  expected_at timestamptz not null,
  received_at timestamptz
);

create index deliveries_expected on deliveries (expected_at) where status = 'expected';

create table stock (
  store_id text not null references stores,
  sku text not null references variants,
  store_name text not null,
  title text not null,
  on_hand int not null check (on_hand >= 0),
  -- What moved the level last, and by which order or delivery.
  reason text not null check (reason in ('count', 'sale', 'cancellation', 'return', 'delivery')),
  order_id text references orders,
  delivery_id text references deliveries,
  updated_at timestamptz not null,
  primary key (store_id, sku)
);
