-- CreateIndex
CREATE INDEX "cart_customer_id_updated_at_idx" ON "cart"("customer_id", "updated_at");
