-- AlterTable
ALTER TABLE "sources" ADD COLUMN     "config" JSON NOT NULL DEFAULT '{}';
