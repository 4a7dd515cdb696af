-- DropIndex
DROP INDEX "event_keys_seen_at_idx";

-- CreateIndex
CREATE INDEX "stock_items_source_sku_idx" ON "stock_items"("source", "sku");
