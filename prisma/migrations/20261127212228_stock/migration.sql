-- CreateTable
CREATE TABLE "products" (
    "sku" TEXT NOT NULL,
    "title" TEXT,
    "price_minor" BIGINT,
    "margin_minor" BIGINT,
    "currency" TEXT,
    "category" TEXT,
    "path" TEXT,
    "substitutes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "products_pkey" PRIMARY KEY ("sku")
);

-- CreateTable
CREATE TABLE "product_prices" (
    "sku" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,
    "price_minor" BIGINT NOT NULL,
    "currency" TEXT,

    CONSTRAINT "product_prices_pkey" PRIMARY KEY ("sku","occurred_at","position")
);

-- CreateTable
CREATE TABLE "places" (
    "place" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'store',
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "time_zone" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "places_pkey" PRIMARY KEY ("place")
);

-- CreateTable
CREATE TABLE "stock_levels" (
    "sku" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "on_hand" DOUBLE PRECISION,
    "stated_on_hand" DOUBLE PRECISION,
    "stated_at" TIMESTAMPTZ(3),
    "stated_version" DOUBLE PRECISION,
    "stated_position" BIGINT,
    "source" TEXT,
    "moved_at" TIMESTAMPTZ(3),
    "heard_at" TIMESTAMPTZ(3) NOT NULL,
    "out_since" TIMESTAMPTZ(3),
    "known_since" TIMESTAMPTZ(3) NOT NULL,
    "week_chance" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "week_size" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "week_exposure" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "folded_hour" TIMESTAMPTZ(3) NOT NULL,
    "chance" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "size" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "exposure" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "units_per_hour" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "diverted_per_hour" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "hours_to_zero" DOUBLE PRECISION,
    "risk" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "horizon_hours" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "stake_minor" BIGINT,

    CONSTRAINT "stock_levels_pkey" PRIMARY KEY ("sku","place")
);

-- CreateTable
CREATE TABLE "stock_movements" (
    "sku" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,
    "stated" DOUBLE PRECISION,
    "delta" DOUBLE PRECISION,
    "version" DOUBLE PRECISION,
    "from_order" BOOLEAN NOT NULL DEFAULT false,
    "after" DOUBLE PRECISION,
    "version_after" DOUBLE PRECISION,
    "stated_after" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "stock_movements_pkey" PRIMARY KEY ("sku","place","occurred_at","position")
);

-- CreateTable
CREATE TABLE "order_lines" (
    "source" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "units" DOUBLE PRECISION NOT NULL,
    "unit_minor" BIGINT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,
    "cancelled" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("source","order_id","sku","place")
);

-- CreateTable
CREATE TABLE "cancelled_orders" (
    "source" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "cancelled_orders_pkey" PRIMARY KEY ("source","order_id")
);

-- CreateTable
CREATE TABLE "sales_hours" (
    "sku" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "units" DOUBLE PRECISION NOT NULL,
    "orders" INTEGER NOT NULL,

    CONSTRAINT "sales_hours_pkey" PRIMARY KEY ("sku","place","hour")
);

-- CreateTable
CREATE TABLE "sku_view_hours" (
    "sku" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "channel" TEXT NOT NULL,
    "campaign" TEXT NOT NULL,
    "views" INTEGER NOT NULL,

    CONSTRAINT "sku_view_hours_pkey" PRIMARY KEY ("sku","hour","channel","campaign")
);

-- CreateTable
CREATE TABLE "out_spans" (
    "sku" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3),

    CONSTRAINT "out_spans_pkey" PRIMARY KEY ("sku","place","from_at")
);

-- CreateTable
CREATE TABLE "silent_spans" (
    "source" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3),
    "position" BIGINT NOT NULL,

    CONSTRAINT "silent_spans_pkey" PRIMARY KEY ("source","from_at")
);

-- CreateTable
CREATE TABLE "place_sources" (
    "place" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "place_sources_pkey" PRIMARY KEY ("place","source")
);

-- CreateTable
CREATE TABLE "sku_demand" (
    "sku" TEXT NOT NULL,
    "week" TIMESTAMPTZ(3) NOT NULL,
    "weights" DOUBLE PRECISION[],
    "dispersion_expected" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "dispersion_excess" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "updated_position" BIGINT NOT NULL,

    CONSTRAINT "sku_demand_pkey" PRIMARY KEY ("sku")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "delivery_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "quantity" DOUBLE PRECISION NOT NULL,
    "expected_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("delivery_id")
);

-- CreateTable
CREATE TABLE "stock_alerts" (
    "id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_position" BIGINT NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_position" BIGINT,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "assignee_id" TEXT,
    "assignee_name" TEXT,
    "snoozed_until" TIMESTAMPTZ(3),
    "comments" INTEGER NOT NULL DEFAULT 0,
    "is_history" BOOLEAN NOT NULL DEFAULT false,
    "position" BIGINT NOT NULL,

    CONSTRAINT "stock_alerts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_comments" (
    "alert" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "by_id" TEXT,
    "by_name" TEXT,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_comments_pkey" PRIMARY KEY ("alert","position")
);

-- CreateTable
CREATE TABLE "transfers" (
    "id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "from_place" TEXT NOT NULL,
    "to_place" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "max_units" INTEGER NOT NULL,
    "keeps" DOUBLE PRECISION NOT NULL,
    "km" DOUBLE PRECISION,
    "cost_minor" BIGINT NOT NULL,
    "saves_minor" BIGINT NOT NULL,
    "currency" TEXT,
    "state" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "donor_on_hand" DOUBLE PRECISION,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" TEXT,
    "decided_by" TEXT,
    "reason" TEXT,
    "arrived_at" TIMESTAMPTZ(3),
    "saved_minor" BIGINT,
    "settled_at" TIMESTAMPTZ(3),
    "position" BIGINT NOT NULL,

    CONSTRAINT "transfers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stock_rules" (
    "id" BIGSERIAL NOT NULL,
    "scope" TEXT NOT NULL,
    "value" TEXT NOT NULL DEFAULT '',
    "opens_at" DOUBLE PRECISION,
    "closes_below" DOUBLE PRECISION,
    "lead_time_hours" DOUBLE PRECISION,
    "kept_share" DOUBLE PRECISION,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_rules_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "products_path_idx" ON "products"("path");

-- CreateIndex
CREATE INDEX "stock_levels_place_idx" ON "stock_levels"("place");

-- CreateIndex
CREATE INDEX "order_lines_sku_occurred_at_idx" ON "order_lines"("sku", "occurred_at");

-- CreateIndex
CREATE INDEX "sales_hours_sku_hour_idx" ON "sales_hours"("sku", "hour");

-- CreateIndex
CREATE INDEX "deliveries_sku_place_idx" ON "deliveries"("sku", "place");

-- CreateIndex
CREATE INDEX "stock_alerts_sku_place_idx" ON "stock_alerts"("sku", "place");

-- CreateIndex
CREATE INDEX "stock_alerts_state_opened_at_idx" ON "stock_alerts"("state", "opened_at");

-- CreateIndex
CREATE INDEX "transfers_sku_state_idx" ON "transfers"("sku", "state");

-- CreateIndex
CREATE INDEX "transfers_state_proposed_at_idx" ON "transfers"("state", "proposed_at");

-- CreateIndex
CREATE UNIQUE INDEX "stock_rules_scope_value_key" ON "stock_rules"("scope", "value");
