-- CreateTable
CREATE TABLE "timeline_entries" (
    "key" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "facts" JSON NOT NULL,

    CONSTRAINT "timeline_entries_pkey" PRIMARY KEY ("key","occurred_at","position")
);

-- CreateTable
CREATE TABLE "key_activity" (
    "key" UUID NOT NULL,
    "interest" DOUBLE PRECISION NOT NULL,
    "interest_at" TIMESTAMPTZ(3) NOT NULL,
    "terms" JSON NOT NULL,
    "seen_at" TIMESTAMPTZ(3),
    "seen_position" BIGINT,
    "seen_title" TEXT,
    "seen_path" TEXT,

    CONSTRAINT "key_activity_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "customer_orders" (
    "source" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "key" UUID,
    "placed_at" TIMESTAMPTZ(3),
    "stated_at" TIMESTAMPTZ(3) NOT NULL,
    "stated_position" BIGINT NOT NULL,
    "total_minor" BIGINT,
    "currency" TEXT,
    "units" DOUBLE PRECISION,
    "store" TEXT,
    "channel" TEXT,
    "cancelled_at" TIMESTAMPTZ(3),
    "refunded_minor" BIGINT NOT NULL,

    CONSTRAINT "customer_orders_pkey" PRIMARY KEY ("source","order_id")
);

-- CreateTable
CREATE TABLE "customer_tickets" (
    "source" TEXT NOT NULL,
    "ticket_id" TEXT NOT NULL,
    "key" UUID,
    "title" TEXT,
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_tickets_pkey" PRIMARY KEY ("source","ticket_id")
);

-- CreateIndex
CREATE INDEX "key_activity_seen_at_idx" ON "key_activity"("seen_at");

-- CreateIndex
CREATE INDEX "customer_orders_key_placed_at_idx" ON "customer_orders"("key", "placed_at");

-- CreateIndex
CREATE INDEX "customer_tickets_key_opened_at_idx" ON "customer_tickets"("key", "opened_at");
