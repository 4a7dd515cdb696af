-- AlterTable
ALTER TABLE "captures" ADD COLUMN     "config" JSON;
