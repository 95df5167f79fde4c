-- CreateTable
CREATE TABLE "cart" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "customer_id" TEXT,
    "token_hash" CHAR(64),
    "currency" CHAR(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cart_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "cart_has_one_holder" CHECK (("customer_id" IS NULL) <> ("token_hash" IS NULL)),
    CONSTRAINT "cart_version_positive" CHECK ("version" > 0)
);

-- CreateTable
CREATE TABLE "cart_line" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "cart_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price_minor" BIGINT NOT NULL,

    CONSTRAINT "cart_line_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "cart_line_quantity_in_bounds" CHECK ("quantity" BETWEEN 1 AND 999),
    CONSTRAINT "cart_line_price_not_negative" CHECK ("unit_price_minor" >= 0)
);

-- CreateTable
CREATE TABLE "customer_order" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "number" TEXT,
    "status" TEXT NOT NULL,
    "payment_status" TEXT NOT NULL,
    "fulfillment_status" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "subtotal_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "total" DECIMAL(20,4) NOT NULL,
    "shipping_address" JSONB NOT NULL,
    "rejection_reason" TEXT,
    "cancel_reason" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_order_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "customer_order_status_known" CHECK ("status" IN ('PENDING', 'CONFIRMED', 'REJECTED', 'CANCELED', 'COMPLETED')),
    CONSTRAINT "customer_order_payment_status_known" CHECK ("payment_status" IN ('NONE', 'AUTHORIZING', 'ACTION_REQUIRED', 'AUTHORIZED', 'CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'VOIDED', 'FAILED')),
    CONSTRAINT "customer_order_fulfillment_status_known" CHECK ("fulfillment_status" IN ('UNFULFILLED', 'FULFILLED')),
    CONSTRAINT "customer_order_confirmed_has_number" CHECK ("status" NOT IN ('CONFIRMED', 'COMPLETED') OR "number" IS NOT NULL),
    CONSTRAINT "customer_order_rejected_has_reason" CHECK (("status" = 'REJECTED') = ("rejection_reason" IS NOT NULL)),
    CONSTRAINT "customer_order_rejected_holds_nothing" CHECK ("status" <> 'REJECTED' OR "payment_status" NOT IN ('AUTHORIZING', 'ACTION_REQUIRED', 'AUTHORIZED', 'CAPTURED', 'PARTIALLY_REFUNDED')),
    CONSTRAINT "customer_order_total_not_negative" CHECK ("subtotal_minor" >= 0 AND "total_minor" >= 0 AND "total" >= 0),
    CONSTRAINT "customer_order_version_positive" CHECK ("version" > 0)
);

-- CreateTable
CREATE TABLE "order_line" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_line_quantity_in_bounds" CHECK ("quantity" BETWEEN 1 AND 999),
    CONSTRAINT "order_line_price_not_negative" CHECK ("unit_price_minor" >= 0)
);

-- CreateTable
CREATE TABLE "order_timeline_entry" (
    "order_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "message" TEXT,

    CONSTRAINT "order_timeline_entry_pkey" PRIMARY KEY ("order_id","version")
);

-- CreateTable
CREATE TABLE "checkout_saga" (
    "order_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "payment_method" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "checkout_saga_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "order_number" (
    "tenant_id" TEXT NOT NULL,
    "last" BIGINT NOT NULL,

    CONSTRAINT "order_number_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "variant" (
    "tenant_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "product_version" INTEGER NOT NULL,
    "sku" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "price_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "is_published" BOOLEAN NOT NULL,

    CONSTRAINT "variant_pkey" PRIMARY KEY ("tenant_id","variant_id"),
    CONSTRAINT "variant_price_not_negative" CHECK ("price_minor" >= 0)
);

-- CreateTable
CREATE TABLE "variant_availability" (
    "tenant_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "available" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "variant_availability_pkey" PRIMARY KEY ("tenant_id","variant_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "cart_tenant_id_customer_id_key" ON "cart"("tenant_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "cart_line_cart_id_variant_id_key" ON "cart_line"("cart_id", "variant_id");

-- CreateIndex
CREATE INDEX "customer_order_tenant_id_customer_id_placed_at_id_idx" ON "customer_order"("tenant_id", "customer_id", "placed_at", "id");

-- CreateIndex
CREATE INDEX "customer_order_tenant_id_customer_id_total_id_idx" ON "customer_order"("tenant_id", "customer_id", "total", "id");

-- CreateIndex
CREATE INDEX "customer_order_tenant_id_placed_at_id_idx" ON "customer_order"("tenant_id", "placed_at", "id");

-- CreateIndex
CREATE INDEX "customer_order_tenant_id_total_id_idx" ON "customer_order"("tenant_id", "total", "id");

-- CreateIndex
CREATE UNIQUE INDEX "customer_order_tenant_id_number_key" ON "customer_order"("tenant_id", "number");

-- CreateIndex
CREATE INDEX "order_line_tenant_id_variant_id_idx" ON "order_line"("tenant_id", "variant_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_order_id_position_key" ON "order_line"("order_id", "position");

-- CreateIndex
CREATE INDEX "variant_tenant_id_product_id_idx" ON "variant"("tenant_id", "product_id");

-- AddForeignKey
ALTER TABLE "cart_line" ADD CONSTRAINT "cart_line_cart_id_fkey" FOREIGN KEY ("cart_id") REFERENCES "cart"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "customer_order"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_timeline_entry" ADD CONSTRAINT "order_timeline_entry_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "customer_order"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkout_saga" ADD CONSTRAINT "checkout_saga_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "customer_order"("id") ON DELETE CASCADE ON UPDATE CASCADE;
