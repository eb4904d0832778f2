import sqlalchemy as sa
from alembic import op

revision = "ae1027a6"
down_revision = None


def upgrade():
    op.create_table("shelf", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("shelf")
