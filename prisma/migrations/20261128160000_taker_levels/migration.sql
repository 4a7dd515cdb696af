-- AlterTable
ALTER TABLE "transfers" ADD COLUMN     "taker_said_at" TIMESTAMPTZ(3),
ADD COLUMN     "taker_version" DOUBLE PRECISION;

-- A meeting's time without an offset was read in the time zone of the process: the next start reads it as UTC.
update checkpoints set made_with = made_with || '; before times without an offset were UTC' where projection in ('timeline', 'meetings');
