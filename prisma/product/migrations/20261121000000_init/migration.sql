-- Typo-tolerant search.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateTable
CREATE TABLE "category" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_id" TEXT,
    "path" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "category_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "category_path_ends_here" CHECK ("path"[cardinality("path")] = "id")
);

-- CreateTable
CREATE TABLE "product" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL,
    "category_id" TEXT,
    "price_from_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "price_from" DECIMAL(20,4) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "product_status_known" CHECK ("status" IN ('DRAFT', 'PUBLISHED', 'ARCHIVED')),
    CONSTRAINT "product_price_not_negative" CHECK ("price_from_minor" >= 0 AND "price_from" >= 0),
    CONSTRAINT "product_version_positive" CHECK ("version" > 0)
);

-- CreateTable
CREATE TABLE "product_variant" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "price_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "product_variant_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "product_variant_price_not_negative" CHECK ("price_minor" >= 0)
);

-- CreateTable
CREATE TABLE "variant_stock" (
    "tenant_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "available" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "variant_stock_pkey" PRIMARY KEY ("tenant_id","variant_id")
);

-- CreateIndex
CREATE INDEX "category_tenant_id_parent_id_name_idx" ON "category"("tenant_id", "parent_id", "name");

-- CreateIndex
CREATE INDEX "category_path_idx" ON "category" USING GIN ("path");

-- CreateIndex
CREATE UNIQUE INDEX "category_tenant_id_slug_key" ON "category"("tenant_id", "slug");

-- CreateIndex
CREATE INDEX "product_tenant_id_status_title_id_idx" ON "product"("tenant_id", "status", "title", "id");

-- CreateIndex
CREATE INDEX "product_tenant_id_status_price_from_id_idx" ON "product"("tenant_id", "status", "price_from", "id");

-- CreateIndex
CREATE INDEX "product_tenant_id_status_created_at_id_idx" ON "product"("tenant_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "product_tenant_id_category_id_title_id_idx" ON "product"("tenant_id", "category_id", "title", "id");

-- CreateIndex
CREATE INDEX "product_title_idx" ON "product" USING GIN ("title" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "product_tenant_id_slug_key" ON "product"("tenant_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "product_variant_tenant_id_sku_key" ON "product_variant"("tenant_id", "sku");

-- CreateIndex
CREATE UNIQUE INDEX "product_variant_product_id_position_key" ON "product_variant"("product_id", "position");

-- Full-text search; `product-filter.ts` must spell the expression the same way.
CREATE INDEX "product_search_idx" ON "product" USING GIN (to_tsvector('english', "title" || ' ' || "description"));

-- AddForeignKey
ALTER TABLE "category" ADD CONSTRAINT "category_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "category"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product" ADD CONSTRAINT "product_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "category"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_variant" ADD CONSTRAINT "product_variant_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;
