-- CreateTable
CREATE TABLE "recipient" (
    "tenant_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL,

    CONSTRAINT "recipient_pkey" PRIMARY KEY ("tenant_id","user_id")
);

-- CreateTable
CREATE TABLE "notification" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "order_id" TEXT,
    "dedupe_key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "is_in_app" BOOLEAN NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "notification_kind_known" CHECK ("kind" IN ('ORDER_CONFIRMED', 'ORDER_REJECTED', 'ORDER_CANCELED', 'ORDER_REFUNDED'))
);

-- CreateTable
CREATE TABLE "delivery" (
    "notification_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("notification_id","channel"),
    CONSTRAINT "delivery_status_known" CHECK ("status" IN ('QUEUED', 'SENDING', 'SENT', 'FAILED', 'SUPPRESSED')),
    CONSTRAINT "delivery_sent_has_time" CHECK (("status" = 'SENT') = ("sent_at" IS NOT NULL))
);

-- CreateTable
CREATE TABLE "preference" (
    "tenant_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL,

    CONSTRAINT "preference_pkey" PRIMARY KEY ("tenant_id","user_id","kind","channel")
);

-- CreateIndex
CREATE UNIQUE INDEX "notification_tenant_id_user_id_dedupe_key_key" ON "notification"("tenant_id", "user_id", "dedupe_key");

-- CreateIndex
CREATE INDEX "notification_tenant_id_user_id_id_idx" ON "notification"("tenant_id", "user_id", "id" DESC);

-- CreateIndex
CREATE INDEX "notification_tenant_id_order_id_idx" ON "notification"("tenant_id", "order_id");

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;
