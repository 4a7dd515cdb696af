-- Rules are folded from the log: nothing but the projection writes them.
DROP TABLE "stock_rules";

-- CreateTable
CREATE TABLE "stock_rules" (
    "scope" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "opens_at" DOUBLE PRECISION,
    "closes_below" DOUBLE PRECISION,
    "lead_time_hours" DOUBLE PRECISION,
    "kept_share" DOUBLE PRECISION,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "set_by" TEXT,
    "position" BIGINT NOT NULL,

    CONSTRAINT "stock_rules_pkey" PRIMARY KEY ("scope","value")
);
