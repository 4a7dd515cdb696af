-- CreateIndex
CREATE INDEX "stock_levels_source_place_idx" ON "stock_levels"("source", "place");

-- CreateIndex
CREATE INDEX "stock_alerts_closed_at_idx" ON "stock_alerts"("closed_at");
