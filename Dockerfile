# One image for web and worker; what differs is the command. Secrets come from the environment, never from the image.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /app app
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/var/lib/lvv DJANGO_SETTINGS_MODULE=lvv_site.settings.production
# Static files do not depend on secrets; these values exist in this one step only.
RUN mkdir -p /var/lib/lvv && python manage.py translations --compile --settings lvv_site.settings.local \
    && SECRET_KEY=only-while-building-the-image-0123456789012345678901234567890 ALLOWED_HOSTS=build BASE_URL=https://build \
       DATABASE_URL=postgresql://build/build EMAIL_URL=file:///tmp SIGNING_KEY_DIR=/tmp/keys \
       python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir -p /run/keys && chown -R app:app /var/lib/lvv /run/keys && chmod 700 /run/keys
USER app
EXPOSE 8000
HEALTHCHECK CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"
CMD ["gunicorn", "lvv_site.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--max-requests", "20000", "--max-requests-jitter", "2000", "--log-level", "warning"]
