-- AlterTable
ALTER TABLE "api_tokens" ADD COLUMN     "created_by_id" TEXT;

-- Whose the tokens of before are, as the audit says it.
update api_tokens t set created_by_id = (
  select e.who_id from audit_entries e
  where e.action = 'token.create' and e.outcome = 'done' and e.who_kind = 'person' and e.subject = t.name
    and e.at between t.created_at - interval '5 seconds' and t.created_at + interval '5 seconds'
  order by e.id limit 1
);

-- Whoever is deactivated takes tokens along, also where nobody but psql says so.
drop trigger access_changed on users;
create trigger access_changed after update of name, roles, is_persona, deactivated_at or delete on users
  for each statement execute function access_changed();
