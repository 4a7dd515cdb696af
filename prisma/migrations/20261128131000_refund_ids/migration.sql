-- AlterTable
ALTER TABLE "customer_orders" ADD COLUMN     "refund_ids" TEXT[];

-- Refunds that were counted have no ids here, and one that is said again would count twice: the next start folds timelines again.
update checkpoints set made_with = made_with || '; before refunds had ids' where projection = 'timeline';
