-- CreateTable
CREATE TABLE "customer_keys" (
    "key_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "uses" BIGINT NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,
    "name" TEXT,
    "name_at" TIMESTAMPTZ(3),
    "company" TEXT,
    "company_at" TIMESTAMPTZ(3),
    "account" TEXT,
    "account_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3),
    "first_order_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_keys_pkey" PRIMARY KEY ("key_id")
);

-- CreateTable
CREATE TABLE "identity_links" (
    "key_a" UUID NOT NULL,
    "key_b" UUID NOT NULL,
    "kind_a" TEXT NOT NULL,
    "kind_b" TEXT NOT NULL,
    "evidence" TEXT NOT NULL,
    "strength" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "decision" TEXT,
    "decided_by_id" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "identity_links_pkey" PRIMARY KEY ("key_a","key_b")
);

-- CreateTable
CREATE TABLE "customers" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "name" TEXT,
    "emails" TEXT[],
    "phones" TEXT[],
    "company_id" UUID,
    "company" TEXT,
    "shared" BOOLEAN NOT NULL,
    "keys" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "first_order_at" TIMESTAMPTZ(3),

    CONSTRAINT "customers_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "customer_keys_customer_id_idx" ON "customer_keys"("customer_id");

-- CreateIndex
CREATE INDEX "identity_links_key_b_idx" ON "identity_links"("key_b");

-- CreateIndex
CREATE INDEX "customers_company_id_idx" ON "customers"("company_id");

-- Every batch writes the newest uses of the keys it meets; room in the page keeps such an update away from the indexes.
ALTER TABLE "customer_keys" SET (fillfactor = 80);
