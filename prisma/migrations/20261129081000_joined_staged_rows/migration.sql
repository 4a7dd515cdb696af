-- AlterTable
ALTER TABLE "staged_rows" ADD COLUMN     "joined_by" TEXT,
ADD COLUMN     "joined_set" INTEGER;

-- CreateIndex
CREATE INDEX "staged_rows_source_joined_set_joined_by_ordinal_idx" ON "staged_rows"("source", "joined_set", "joined_by", "ordinal");
