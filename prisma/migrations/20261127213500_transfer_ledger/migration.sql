-- AlterTable
ALTER TABLE "transfers" ADD COLUMN     "alert" TEXT,
ADD COLUMN     "saved_units" INTEGER,
ADD COLUMN     "taker_on_hand" DOUBLE PRECISION;

-- CreateIndex
CREATE INDEX "transfers_state_sku_to_place_idx" ON "transfers"("state", "sku", "to_place");
