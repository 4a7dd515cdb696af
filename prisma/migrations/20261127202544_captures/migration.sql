-- CreateTable
CREATE TABLE "captures" (
    "source" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "position" JSON,
    "state" JSON NOT NULL,
    "as_of" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "captures_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "staged_rows" (
    "source" TEXT NOT NULL,
    "ordinal" BIGINT NOT NULL,
    "table" TEXT NOT NULL,
    "key_columns" TEXT[],
    "row" JSON NOT NULL,

    CONSTRAINT "staged_rows_pkey" PRIMARY KEY ("source","ordinal")
);
