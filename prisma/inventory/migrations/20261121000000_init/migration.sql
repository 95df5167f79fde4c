-- CreateTable
CREATE TABLE "stock_location" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stock_location_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stock_item" (
    "tenant_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "available" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 0,
    "low_stock_threshold" INTEGER NOT NULL DEFAULT 5,
    "is_low" BOOLEAN NOT NULL DEFAULT true,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stock_item_pkey" PRIMARY KEY ("tenant_id","variant_id"),
    CONSTRAINT "stock_item_available_not_negative" CHECK ("available" >= 0)
);

-- CreateTable
CREATE TABLE "stock_level" (
    "tenant_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "on_hand" INTEGER NOT NULL DEFAULT 0,
    "reserved" INTEGER NOT NULL DEFAULT 0,
    "allocated" INTEGER NOT NULL DEFAULT 0,
    "incoming" INTEGER NOT NULL DEFAULT 0,
    "backordered" INTEGER NOT NULL DEFAULT 0,
    "safety" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stock_level_pkey" PRIMARY KEY ("tenant_id","variant_id","location_id"),
    CONSTRAINT "stock_level_nothing_negative" CHECK ("on_hand" >= 0 AND "reserved" >= 0 AND "allocated" >= 0
        AND "incoming" >= 0 AND "backordered" >= 0 AND "safety" >= 0),
    CONSTRAINT "stock_level_not_oversold" CHECK ("reserved" + "allocated" <= "on_hand")
);

-- CreateTable
CREATE TABLE "stock_movement" (
    "position" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "on_hand_after" INTEGER NOT NULL,
    "order_id" TEXT,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stock_movement_pkey" PRIMARY KEY ("position"),
    CONSTRAINT "stock_movement_moves_something" CHECK ("quantity" <> 0)
);

-- CreateTable
CREATE TABLE "stock_reservation" (
    "tenant_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "requested" JSONB NOT NULL,
    "shortages" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stock_reservation_pkey" PRIMARY KEY ("tenant_id","order_id"),
    CONSTRAINT "stock_reservation_status_known" CHECK ("status" IN
        ('ACTIVE', 'REJECTED', 'RELEASED', 'EXPIRED', 'COMMITTED', 'RESTOCKED'))
);

-- CreateTable
CREATE TABLE "reservation_line" (
    "tenant_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "backordered" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "reservation_line_pkey" PRIMARY KEY ("tenant_id","order_id","variant_id","location_id"),
    CONSTRAINT "reservation_line_holds_something" CHECK ("quantity" >= 0 AND "backordered" >= 0
        AND "quantity" + "backordered" > 0)
);

-- CreateIndex
CREATE INDEX "stock_location_tenant_id_priority_idx" ON "stock_location"("tenant_id", "priority");

-- CreateIndex
CREATE UNIQUE INDEX "stock_movement_id_key" ON "stock_movement"("id");

-- CreateIndex
CREATE INDEX "stock_movement_tenant_id_variant_id_position_idx" ON "stock_movement"("tenant_id", "variant_id", "position");

-- CreateIndex
CREATE INDEX "reservation_line_tenant_id_variant_id_idx" ON "reservation_line"("tenant_id", "variant_id");

-- What the sweep looks for: few rows at any time, however many orders there were.
CREATE INDEX "stock_reservation_active_idx" ON "stock_reservation"("expires_at") WHERE "status" = 'ACTIVE';

-- AddForeignKey
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_tenant_id_variant_id_fkey" FOREIGN KEY ("tenant_id", "variant_id") REFERENCES "stock_item"("tenant_id", "variant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_location_id_fkey" FOREIGN KEY ("location_id") REFERENCES "stock_location"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reservation_line" ADD CONSTRAINT "reservation_line_tenant_id_order_id_fkey" FOREIGN KEY ("tenant_id", "order_id") REFERENCES "stock_reservation"("tenant_id", "order_id") ON DELETE CASCADE ON UPDATE CASCADE;
