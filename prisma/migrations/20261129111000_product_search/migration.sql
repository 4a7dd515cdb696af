-- Text as words in plain small letters without accents, each after a space and before one: what begins a word is found by
-- `like '% word%'`. Ranges instead of classes, which say something else under another locale. Accents need UTF-8.
CREATE FUNCTION "plain_words"(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  select case when getdatabaseencoding() = 'UTF8' then
    ' ' || trim(regexp_replace(
      lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g')),
      '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g')) || ' '
  else
    ' ' || trim(regexp_replace(lower($1), '[^a-z0-9]+', ' ', 'g')) || ' '
  end
$$;

-- CreateIndex
CREATE INDEX "products_words_idx" ON "products" USING GIN (plain_words(coalesce("title", '') || ' ' || "sku") gin_trgm_ops);

-- CreateIndex
-- SKUs of which nobody has said what they are called.
CREATE INDEX "sku_demand_words_idx" ON "sku_demand" USING GIN (plain_words("sku") gin_trgm_ops);
