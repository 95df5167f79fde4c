-- CreateTable
CREATE TABLE "sample_thing" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sample_thing_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "sample_thing_title_not_empty" CHECK ("title" <> '')
);

-- CreateTable
CREATE TABLE "known_product" (
    "tenant_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,

    CONSTRAINT "known_product_pkey" PRIMARY KEY ("tenant_id","product_id")
);

-- CreateIndex
CREATE INDEX "sample_thing_tenant_id_id_idx" ON "sample_thing"("tenant_id", "id" DESC);
