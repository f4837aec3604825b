-- The password of the role that serves, out of its secret: run by `password` of compose.yaml.
\set ON_ERROR_STOP on
\set password `head -n 1 /run/secrets/database-password`
-- An empty file changes nothing: the division by 0 ends it.
SELECT 1 / (length(:'password') > 0)::int AS found \gset
ALTER ROLE kassa_serve PASSWORD :'password';
